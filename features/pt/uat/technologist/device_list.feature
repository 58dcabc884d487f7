# language: pt
# Gerado com «interop translate» a partir de features/uat/technologist/device_list.feature: não se altera aqui.
# Nenhum clínico nativo reviu ainda esta tradução.
@technologist
Funcionalidade: O técnico encontra o paciente certo no equipamento
  Quem se escolhe aqui dá nome, identificador e número de acesso a todas as imagens.
  Uma escolha errada descobre-se tarde, em nome de outro paciente, ou nunca.

  Regra: A lista de trabalho mostra os pacientes certos para este equipamento, data e modalidade, e nada de outros equipamentos

    @RAD-5 @UAT-TEC-01 @TC-TEC-011 @shall @positive
    Cenário: A lista contém os pacientes deste equipamento, e os outros ficam no seu
      Finalidade: o paciente escolhe-se nesta lista e já não se digita.
      O que observar: a lista de trabalho no ecrã do equipamento, atualizada.
      Resultado esperado: Ana Torres figura uma vez, com uma TC do tórax de hoje; Luis Mba figura só na lista
      do equipamento de RM.
      Dado que a paciente "Ana Torres" consta do registo da receção
      E o exame "TC do tórax" da paciente "Ana Torres" está agendado no equipamento "CT_ER1"
      E o exame "RM crânio-encefálica" do paciente "Luis Mba" está agendado no equipamento "MR_1"
      Então o número de entradas do paciente "Luis Mba" na lista de trabalho do equipamento "CT_ER1" é 0
      E olhe para o ecrã do equipamento "CT_ER1" e confirme a afirmação "Ana Torres figura exatamente uma vez na lista"
      E leia no ecrã do equipamento "CT_ER1" o nome, o identificador e a data de nascimento da paciente "Ana Torres"
      E olhe para o ecrã do equipamento "CT_ER1" e confirme a afirmação "Todas as entradas da lista são deste equipamento"

    @RAD-5 @UAT-TEC-01 @TC-TEC-012 @shall @positive
    Cenário: A lista de um dia contém os exames desse dia
      Finalidade: que o paciente de amanhã não seja tomado pelo de hoje.
      O que observar: a lista do equipamento com a data posta em 14 de março de 2031.
      Resultado esperado: figura Ana Torres; Luis Mba, previsto para o dia seguinte, figura na lista do dia
      seguinte.
      Dado que o exame "TC do tórax" da paciente "Ana Torres" está agendado no equipamento "CT_ER1" com data "2031-03-14 09:30"
      E o exame "TC do tórax" do paciente "Luis Mba" está agendado no equipamento "CT_ER1" com data "2031-03-15 09:30"
      Quando o equipamento "CT_ER1" consulta a lista de trabalho do dia "2031-03-14"
      Então a resposta contém o exame "TC do tórax" da paciente "Ana Torres"
      E a resposta não contém o exame "TC do tórax" do paciente "Luis Mba"
      E olhe para o ecrã do equipamento "CT_ER1" e confirme a afirmação "Posta em 14 de março de 2031, a lista mostra só Ana Torres"

  Regra: Um pedido novo aparece dentro do prazo da unidade; um pedido modificado é atualizado; um pedido anulado desaparece

    @RAD-2 @RAD-4 @RAD-5 @UAT-TEC-02 @TC-TEC-021 @shall @positive
    Cenário: Um pedido novo aparece a tempo na lista
      Finalidade: que a paciente que espera à porta possa ser examinada sem digitar o nome.
      O que observar: a lista do equipamento, atualizada uma vez depois do pedido.
      Resultado esperado: Marta Okenve figura nela dentro do prazo fixado pela unidade.
      Dado que a paciente "Marta Okenve" consta do registo da receção
      Quando o serviço requisitante pede o exame "Radiografia do tórax" para a paciente "Marta Okenve"
      Então o número de entradas da paciente "Marta Okenve" na lista de trabalho do equipamento "DX_1" é 1
      E olhe para o ecrã do equipamento "DX_1" e confirme a afirmação "Depois de atualizar uma vez, Marta Okenve figura na lista"

    @RAD-3 @RAD-5 @RAD-13 @UAT-TEC-02 @TC-TEC-022 @shall @negative
    Cenário: Um pedido modificado mostra-se modificado, e um anulado sai da lista
      Finalidade: que ninguém seja examinado à hora errada, nem por um pedido anulado.
      O que observar: a entrada de Pedro Abeso na RM, atualizada duas vezes: depois da mudança e depois da
      anulação.
      Resultado esperado: primeiro a data e a hora novas; depois, já nenhuma entrada.
      Dado que o exame "RM crânio-encefálica" do paciente "Pedro Abeso" está agendado no equipamento "MR_1"
      Quando o secretariado de radiologia reagenda o exame "RM crânio-encefálica" do paciente "Pedro Abeso" para a data "2031-03-14 09:30"
      Então a entrada da lista de trabalho do exame "RM crânio-encefálica" do paciente "Pedro Abeso" mostra a data "2031-03-14 09:30"
      E olhe para o ecrã do equipamento "MR_1" e confirme a afirmação "A entrada de Pedro Abeso mostra 14 de março de 2031, 09:30"
      Quando o serviço requisitante anula o pedido do exame "RM crânio-encefálica" para o paciente "Pedro Abeso"
      Então o exame "RM crânio-encefálica" do paciente "Pedro Abeso" já não figura na lista de trabalho do equipamento "MR_1"
      E olhe para o ecrã do equipamento "MR_1" e confirme a afirmação "A entrada de Pedro Abeso desapareceu da lista"

  Regra: Os acentos, os vários apelidos, os pacientes de um só nome, as datas de nascimento desconhecidas e os identificadores começados por zero veem-se bem

    @RAD-5 @CHARSET @UAT-TEC-03 @TC-TEC-031 @shall @positive
    Esquema do Cenário: Um nome figura no equipamento tal como foi registado, letra a letra
      Finalidade: um nome mal mostrado é outro paciente para quem o procura.
      O que observar: nome, identificador e data de nascimento na lista; escreva-os tal como figuram, com
      zeros e acentos.
      Resultado esperado: o que escreveu é o que a receção registou.
      Dado que a ficha de paciente "<paciente>" consta do registo da receção
      E o exame "Radiografia do tórax" de paciente "<paciente>" está agendado no equipamento "DX_1"
      Então a entrada da lista de trabalho do exame "Radiografia do tórax" de paciente "<paciente>" mostra a identidade tal como foi registada
      E leia no ecrã do equipamento "DX_1" o nome, o identificador e a data de nascimento de paciente "<paciente>"

      Exemplos:
        | paciente                   |
        | Prueba Inés Nguema Ñengono |
        | Zenón Prueba d'Ambô        |
        | Mokoprueba                 |
        | Marta Okenve               |

    @RAD-5 @UAT-TEC-03 @TC-TEC-032 @shall @positive
    Cenário: Uma data de nascimento desconhecida fica vazia
      Finalidade: uma data de nascimento inventada faz de um paciente dois.
      O que observar: a data de nascimento de Bernardo Ela na lista do equipamento.
      Resultado esperado: um campo vazio, ou a palavra que o equipamento usa para desconhecido.
      Dado que o paciente "Bernardo Ela" consta do registo da receção
      E o exame "Radiografia do tórax" do paciente "Bernardo Ela" está agendado no equipamento "DX_1"
      Então a entrada da lista de trabalho do exame "Radiografia do tórax" do paciente "Bernardo Ela" mostra a identidade tal como foi registada
      E olhe para o ecrã do equipamento "DX_1" e confirme a afirmação "A data de nascimento de Bernardo Ela está vazia ou figura como desconhecida"

  Regra: Introdução manual num equipamento sem lista de trabalho

    @RAD-8 @UAT-TEC-13 @TC-TEC-131 @shall @positive
    Cenário: Uma paciente digitada num equipamento sem lista de trabalho encontra-se na sua própria ficha
      Finalidade: os equipamentos antigos não têm lista; o que neles se digita deve chegar à ficha certa.
      O que observar: o exame no arquivo de imagens, aberto depois do envio.
      Resultado esperado: nome, identificador com os zeros e data de nascimento como registados, numa só
      ficha.
      Feito por uma pessoa: num equipamento real é o técnico que digita a paciente; aqui fá-lo a bancada de
      ensaio.
      Dado que a paciente "Marta Okenve" consta do registo da receção
      Quando o técnico realiza no equipamento "CR_1" o exame não agendado "Radiografia do tórax no leito" da paciente "Marta Okenve"
      Então as imagens do exame "Radiografia do tórax no leito" da paciente "Marta Okenve" estão armazenadas no sistema "PACS" e podem ser recuperadas
      E leia no ecrã do sistema "PACS" o nome, o identificador e a data de nascimento da paciente "Marta Okenve"
      E olhe para o ecrã do sistema "PACS" e confirme a afirmação "O arquivo de imagens mostra uma só ficha de Marta Okenve"
