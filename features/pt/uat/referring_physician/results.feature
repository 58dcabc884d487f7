# language: pt
# Gerado com «interop translate» a partir de features/uat/referring_physician/results.feature: não se altera aqui.
# Nenhum clínico nativo reviu ainda esta tradução.
@referring-physician
Funcionalidade: A médica requisitante sabe o que foi feito do seu pedido
  Trata segundo o que lhe mostra o processo clínico.
  Um resultado que não encontra, ou que é de outra pessoa, é pior do que nenhum.

  Regra: Pedido registado, número de acesso devolvido, estado visível

    @RAD-2 @RAD-3 @UAT-REF-01 @TC-REF-011 @shall @positive
    Cenário: Regista-se um pedido, e voltam o seu número e o seu estado
      Finalidade: com o número de acesso todos falam do mesmo exame.
      O que observar: o pedido de Ana Torres no processo clínico; escreva o seu número de acesso.
      Resultado esperado: o número que figura na lista do equipamento e o estado agendado.
      Dado que a paciente "Ana Torres" consta do registo da receção
      Quando o serviço requisitante pede o exame "TC do tórax" para a paciente "Ana Torres"
      Então o médico requisitante vê o exame "TC do tórax" da paciente "Ana Torres" com o estado "agendado"
      E o médico requisitante vê o número de acesso que figura na lista de trabalho para o exame "TC do tórax" da paciente "Ana Torres"
      E leia no ecrã do sistema "EMR" o número de acesso do exame "TC do tórax" da paciente "Ana Torres"
      E olhe para o ecrã do sistema "EMR" e confirme a afirmação "O pedido de Ana Torres mostra-se como agendado"

  Regra: A ligação para as imagens abre o exame certo e não revela utilizador nem palavra-passe

    @RAD-8 @RAD-128 @UAT-REF-02 @TC-REF-021 @shall @positive
    Cenário: A ligação do relatório abre as imagens certas e nada revela
      Finalidade: uma ligação copia-se, envia-se e imprime-se; deve abrir um exame e não levar palavra-passe.
      O que observar: o nome no visualizador que a ligação abre e a barra de endereços.
      Resultado esperado: o exame de Ana Torres; um endereço sem utilizador nem palavra-passe.
      Feito por uma pessoa: seguir a ligação: esta versão não comanda o visualizador do processo clínico.
      Dado que o exame "TC do tórax" da paciente "Ana Torres" foi realizado no equipamento "CT_ER1"
      E o radiologista assinou como "definitivo" o relatório "Sin hallazgos." do exame "TC do tórax" da paciente "Ana Torres"
      Quando realiza no sistema "EMR" a ação "Abra as imagens de Ana Torres com a ligação do seu relatório"
      Então leia no ecrã do sistema "EMR" o nome, o identificador e a data de nascimento da paciente "Ana Torres"
      E olhe para o ecrã do sistema "EMR", confirme a afirmação "A barra de endereços está livre de utilizadores e palavras-passe" e junte a evidência "Uma imagem da barra de endereços"

  Regra: O relatório vê-se com o seu estado; um corrigido está assinalado

    @RAD-128 @UAT-REF-03 @TC-REF-031 @shall @positive
    Cenário: Um relatório corrigido diz que o é
      Finalidade: quem leu o primeiro texto deve ver que já não vale.
      O que observar: o relatório de Carlos Nve no processo clínico, o estado antes do texto.
      Resultado esperado: o texto novo à frente, assinalado como corrigido.
      Dado que o exame "TC do tórax" do paciente "Carlos Nve" foi realizado no equipamento "CT_ER1"
      E o radiologista assinou como "definitivo" o relatório "Nódulo en el lado izquierdo." do exame "TC do tórax" do paciente "Carlos Nve"
      Quando o radiologista assina como "corrigido" o relatório "Nódulo en el lado derecho." do exame "TC do tórax" do paciente "Carlos Nve"
      Então o médico requisitante vê o relatório do exame "TC do tórax" do paciente "Carlos Nve" com o estado "corrigido"
      E leia no ecrã do sistema "EMR" o texto do relatório do exame "TC do tórax" do paciente "Carlos Nve"
      E olhe para o ecrã do sistema "EMR" e confirme a afirmação "O relatório de Carlos Nve está assinalado como corrigido"

  Regra: Resultado de um paciente entretanto fundido, transferido ou com alta

    @RAD-12 @RAD-128 @UAT-REF-04 @TC-REF-041 @shall @positive
    Cenário: Encontra-se o resultado de uma paciente transferida e com alta
      Finalidade: os relatórios chegam quando o paciente já saiu; não devem ficar no serviço anterior.
      O que observar: a ficha de Ana Torres, procurada pelo nome e não pelo serviço.
      Resultado esperado: o relatório definitivo da TC do tórax, visível para quem o pediu.
      Dado que a paciente "Ana Torres" consta do registo da receção com internamento no serviço "CIRUGIA"
      E o exame "TC do tórax" da paciente "Ana Torres" foi realizado no equipamento "CT_ER1"
      Quando a receção regista a transferência da paciente "Ana Torres" para o serviço "UCI"
      E a receção regista a alta da paciente "Ana Torres"
      E o radiologista assina como "definitivo" o relatório "Sin hallazgos." do exame "TC do tórax" da paciente "Ana Torres"
      Então o médico requisitante vê o relatório do exame "TC do tórax" da paciente "Ana Torres" com o estado "definitivo"
      E olhe para o ecrã do sistema "EMR" e confirme a afirmação "O relatório da TC do tórax encontra-se na ficha de Ana Torres, já com alta"

    @RAD-12 @RAD-128 @PIR @UAT-REF-04 @TC-REF-042 @shall @positive
    Cenário: Encontra-se o resultado de uma paciente cujas fichas foram fundidas
      Finalidade: metade dos resultados com outro número é metade da verdade.
      O que observar: a ficha de Elena Silva, que é a que se conserva.
      Resultado esperado: nela figura o relatório assinado para Elena Obiang.
      Dado que a paciente "Elena Silva" consta do registo da receção
      E o exame "Radiografia do tórax" da paciente "Elena Obiang" foi realizado no equipamento "DX_1"
      Quando o radiologista assina como "definitivo" o relatório "Sin hallazgos." do exame "Radiografia do tórax" da paciente "Elena Obiang"
      E a receção funde a ficha da paciente "Elena Obiang" com a ficha da paciente "Elena Silva" e conserva esta última
      Então todos os exames da paciente "Elena Obiang" e da paciente "Elena Silva" aparecem na ficha da paciente "Elena Silva"
      E leia no ecrã do sistema "EMR" o nome, o identificador e a data de nascimento da paciente "Elena Silva"
      E olhe para o ecrã do sistema "EMR" e confirme a afirmação "O relatório da radiografia do tórax figura na ficha de Elena Silva"

  Regra: O acesso limita-se ao próprio hospital; o acesso de emergência fica auditado

    @RAD-8 @UAT-REF-05 @TC-REF-051 @shall @negative
    Cenário: Outro hospital nada vê, e uma emergência deixa registo
      Finalidade: as imagens são confidenciais, e uma vida não deve esperar por uma autorização.
      O que observar: a pesquisa no visualizador com um utilizador de outro hospital e depois a lista de
      auditoria.
      Resultado esperado: uma resposta vazia; com acesso de emergência o exame, e um registo com nome, hora e
      motivo.
      Feito por uma pessoa: ambos os acessos: esta versão não tem utilizador nos seus sistemas nem lê a lista
      de auditoria.
      Dado que o exame "TC do tórax" da paciente "Ana Torres" foi realizado no equipamento "CT_ER1"
      Quando realiza no sistema "PACS" a ação "Entre com um utilizador de outro hospital e procure Ana Torres"
      Então olhe para o ecrã do sistema "PACS" e confirme a afirmação "A pesquisa devolve uma lista vazia"
      Quando realiza no sistema "PACS" a ação "Abra o exame de Ana Torres com acesso de emergência e indique um motivo"
      Então olhe para o ecrã do sistema "PACS", confirme a afirmação "A lista de auditoria mostra o seu nome, o paciente, a hora e o motivo" e junte a evidência "O registo da lista de auditoria"
