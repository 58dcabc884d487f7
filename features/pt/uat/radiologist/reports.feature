# language: pt
# Gerado com «interop translate» a partir de features/uat/radiologist/reports.feature: não se altera aqui.
# Nenhum clínico nativo reviu ainda esta tradução.
@radiologist
Funcionalidade: O que o radiologista assina é o que o serviço lê
  Um relatório vale o que dele chega: palavras, estado e paciente.
  Um texto preliminar que esconde o definitivo, ou um relatório noutra ficha, trata a doença errada.

  Regra: Relatório: preliminar, definitivo, adenda ou correção; cada estado chega ao processo clínico, por ordem e com os seus acentos

    @RAD-128 @UAT-RAD-05 @TC-RAD-051 @shall @positive
    Cenário: Um relatório preliminar e depois o definitivo, com todos os acentos
      Finalidade: o serviço age à primeira palavra e deve ver quando é substituída.
      O que observar: o relatório de Carlos Nve no processo clínico; escreva o texto tal como figura.
      Resultado esperado: o texto definitivo, letra a letra; o preliminar já não está à frente.
      Dado que o exame "TC do tórax" do paciente "Carlos Nve" foi realizado no equipamento "CT_ER1"
      Quando o radiologista assina como "preliminar" o relatório "Sin hallazgos agudos." do exame "TC do tórax" do paciente "Carlos Nve"
      Então o médico requisitante vê o relatório do exame "TC do tórax" do paciente "Carlos Nve" com o estado "preliminar"
      Quando o radiologista assina como "definitivo" o relatório "Nódulo de 6 mm en el pulmón derecho; índice cardíaco normal." do exame "TC do tórax" do paciente "Carlos Nve"
      Então o médico requisitante vê o relatório do exame "TC do tórax" do paciente "Carlos Nve" com o estado "definitivo"
      E leia no ecrã do sistema "EMR" o texto do relatório do exame "TC do tórax" do paciente "Carlos Nve"
      E olhe para o ecrã do sistema "EMR" e confirme a afirmação "O relatório de Carlos Nve está marcado como definitivo"

    @RAD-128 @UAT-RAD-05 @TC-RAD-052 @shall @positive
    Cenário: Uma adenda figura sob o relatório que completa
      Finalidade: uma observação posterior não deve esconder nem substituir a primeira.
      O que observar: o relatório da RM de Carlos Nve no processo clínico.
      Resultado esperado: ambos os textos, a adenda assinalada como tal, com data e nome.
      Dado que o exame "RM crânio-encefálica" do paciente "Carlos Nve" foi realizado no equipamento "MR_1"
      E o radiologista assinou como "definitivo" o relatório "Sin lesiones." do exame "RM crânio-encefálica" do paciente "Carlos Nve"
      Quando o radiologista acrescenta ao relatório do exame "RM crânio-encefálica" do paciente "Carlos Nve" a adenda "Comparado con el estudio previo."
      Então o médico requisitante lê o texto "Sin lesiones." no relatório do exame "RM crânio-encefálica" do paciente "Carlos Nve"
      E o médico requisitante lê o texto "Comparado con el estudio previo." no relatório do exame "RM crânio-encefálica" do paciente "Carlos Nve"
      E olhe para o ecrã do sistema "EMR" e confirme a afirmação "A adenda figura com data e nome sob o primeiro texto"

  Regra: Resultado crítico; retira-se um relatório do paciente errado; relatório de um paciente com fichas fundidas

    @RAD-128 @UAT-RAD-06 @TC-RAD-061 @shall @positive
    Cenário: Um resultado crítico chega ao médico que o pediu
      Finalidade: uma hemorragia lida de que ninguém avisa não se trata.
      O que observar: a primeira página do processo clínico do médico requisitante.
      Resultado esperado: um aviso sobre Carlos Nve que se destaca e pede confirmação.
      Dado que o exame "TC crânio-encefálica sem contraste" do paciente "Carlos Nve" foi realizado no equipamento "CT_ER1"
      Quando o radiologista assina como "definitivo" o relatório do exame "TC crânio-encefálica sem contraste" do paciente "Carlos Nve" com o resultado codificado "Hemorragia intracraneal"
      Então o médico requisitante vê o resultado codificado "Hemorragia intracraneal" no relatório do exame "TC crânio-encefálica sem contraste" do paciente "Carlos Nve"
      E olhe para o ecrã do sistema "EMR" e confirme a afirmação "O processo avisa de um resultado crítico de Carlos Nve"

    @RAD-128 @UAT-RAD-06 @TC-RAD-062 @shall @negative
    Cenário: Um relatório do paciente errado é retirado em todo o lado
      Finalidade: um relatório retirado que continua legível será acreditado.
      O que observar: a TC do tórax de Carlos Nve no processo clínico, depois da retirada.
      Resultado esperado: nenhum relatório válido; quando muito uma nota de que um foi retirado.
      Dado que o exame "TC do tórax" do paciente "Carlos Nve" foi realizado no equipamento "CT_ER1"
      E o radiologista assinou como "definitivo" o relatório "Metástasis pulmonares." do exame "TC do tórax" do paciente "Carlos Nve"
      Quando o radiologista retira o relatório do exame "TC do tórax" do paciente "Carlos Nve"
      Então o médico requisitante não vê nenhum relatório válido do exame "TC do tórax" do paciente "Carlos Nve"
      E olhe para o ecrã do sistema "EMR" e confirme a afirmação "O relatório de Carlos Nve desapareceu ou está marcado como retirado"

    @RAD-12 @RAD-128 @PIR @UAT-RAD-06 @TC-RAD-063 @shall @positive
    Cenário: Um relatório assinado depois de uma fusão figura na ficha que se conserva
      Finalidade: a ficha que desapareceu na fusão já ninguém a abre.
      O que observar: a ficha de Prueba Inés Nchama Edú no processo clínico.
      Resultado esperado: o seu identificador e o relatório da TC do tórax que se fez com a outra ficha.
      Dado que a paciente "Prueba Inés Nchama Edú" consta do registo da receção
      E o exame "TC do tórax" da paciente "Prueba Inés Edú Nchama" foi realizado no equipamento "CT_ER1"
      Quando a receção funde a ficha da paciente "Prueba Inés Edú Nchama" com a ficha da paciente "Prueba Inés Nchama Edú" e conserva esta última
      E o radiologista assina como "definitivo" o relatório "Sin hallazgos." do exame "TC do tórax" da paciente "Prueba Inés Edú Nchama"
      Então o relatório do exame "TC do tórax" da paciente "Prueba Inés Edú Nchama" chega à ficha da paciente "Prueba Inés Nchama Edú"
      E leia no ecrã do sistema "EMR" o nome, o identificador e a data de nascimento da paciente "Prueba Inés Nchama Edú"
      E olhe para o ecrã do sistema "EMR" e confirme a afirmação "O relatório da TC do tórax figura nesta ficha"
