# language: pt
# Gerado com «interop translate» a partir de features/integration/worklist.feature: não se altera aqui.
# Nenhum clínico nativo reviu ainda esta tradução.
@RAD-5 @DICOM.PS3.4.K
Funcionalidade: O equipamento trabalha com a lista que o RIS lhe dá
  O pessoal técnico escolhe o paciente na lista de trabalho em vez de digitar o nome.
  Uma entrada errada ou em falta arquiva imagens em nome de outro paciente.

  Regra: Um exame pedido chega ao equipamento com os identificadores do pedido

    @MESA-131 @MESA-211 @TC-MWL-001 @shall @positive
    Cenário: Uma TC do tórax pedida no processo clínico eletrónico aparece na lista de trabalho do equipamento
      Dado que a paciente "Ana Torres" consta do registo da receção
      Quando o serviço requisitante pede o exame "TC do tórax" para a paciente "Ana Torres"
      Então o número de entradas da paciente "Ana Torres" na lista de trabalho do equipamento "CT_ER1" é 1
      E a entrada da lista de trabalho do exame "TC do tórax" da paciente "Ana Torres" traz os identificadores do pedido
      E a entrada da lista de trabalho do exame "TC do tórax" da paciente "Ana Torres" mostra a identidade tal como foi registada

    @TC-MWL-002 @shall @positive
    Cenário: O lado a examinar figura na entrada
      Dado que o paciente "Luis Mba" consta do registo da receção
      Quando o serviço requisitante pede o exame "RM do joelho — lado direito" para o paciente "Luis Mba"
      Então a entrada da lista de trabalho do exame "RM do joelho — lado direito" do paciente "Luis Mba" indica o exame e o protocolo como no catálogo

  Regra: Um equipamento vê o seu próprio trabalho e nada mais

    @MESA-100 @TC-MWL-003 @shall @negative
    Cenário: São pedidas uma TC e uma RM, e cada equipamento mostra uma delas
      Dado que a paciente "Ana Torres" consta do registo da receção
      E o exame "TC do tórax" da paciente "Ana Torres" está agendado no equipamento "CT_ER1"
      Quando o serviço requisitante pede o exame "RM crânio-encefálica" para a paciente "Ana Torres"
      Então o número de entradas da paciente "Ana Torres" na lista de trabalho do equipamento "CT_ER1" é 1
      E o número de entradas da paciente "Ana Torres" na lista de trabalho do equipamento "MR_1" é 1
      E o número de entradas da paciente "Ana Torres" na lista de trabalho do equipamento "DX_1" é 0

    @FIELD-07 @TC-MWL-004 @shall @negative
    Cenário: Um nome de equipamento em minúsculas é outro equipamento
      Dado que a paciente "Ana Torres" consta do registo da receção
      E o exame "TC do tórax" da paciente "Ana Torres" está agendado no equipamento "CT_ER1"
      Quando o equipamento "CT_ER1" consulta a lista de trabalho do equipamento "ct_er1"
      Então a resposta não contém o exame "TC do tórax" da paciente "Ana Torres"

    @TC-MWL-005 @shall @positive
    Cenário: Uma lista por dia contém só os exames desse dia
      Dado que o exame "TC do tórax" da paciente "Ana Torres" está agendado no equipamento "CT_ER1" com data "2031-03-14 09:30"
      E o exame "TC do tórax" do paciente "Luis Mba" está agendado no equipamento "CT_ER1" com data "2031-03-15 09:30"
      Quando o equipamento "CT_ER1" consulta a lista de trabalho do dia "2031-03-14"
      Então a resposta contém o exame "TC do tórax" da paciente "Ana Torres"
      E a resposta não contém o exame "TC do tórax" do paciente "Luis Mba"

    @TC-MWL-006 @shall @positive
    Cenário: Um turno da noite é um intervalo de uma noite à manhã seguinte
      Dado que o exame "TC do tórax" da paciente "Ana Torres" está agendado no equipamento "CT_ER1" com data "2031-03-14 23:30"
      E o exame "TC do tórax" do paciente "Luis Mba" está agendado no equipamento "CT_ER1" com data "2031-03-15 12:00"
      Quando o equipamento "CT_ER1" consulta a lista de trabalho da data "2031-03-14 20:00" até à data "2031-03-15 08:00"
      Então a resposta contém o exame "TC do tórax" da paciente "Ana Torres"
      E a resposta não contém o exame "TC do tórax" do paciente "Luis Mba"

  Regra: Uma pesquisa encontra o paciente que indica, e nenhum outro

    @TC-MWL-007 @shall @positive
    Cenário: As primeiras letras do apelido encontram o paciente
      Dado que a paciente "Marta Okenve" consta do registo da receção
      E o exame "RM crânio-encefálica" da paciente "Marta Okenve" está agendado no equipamento "MR_1"
      E o exame "RM crânio-encefálica" do paciente "Luis Mba" está agendado no equipamento "MR_1"
      Quando o equipamento "MR_1" consulta na lista de trabalho os nomes que começam pelas letras "Oken"
      Então a resposta contém o exame "RM crânio-encefálica" da paciente "Marta Okenve"
      E a resposta não contém o exame "RM crânio-encefálica" do paciente "Luis Mba"

    @FIELD-03 @TC-MWL-008 @shall @negative
    Cenário: Um identificador sem os zeros iniciais não encontra ninguém
      Dado que a paciente "Marta Okenve" consta do registo da receção
      E o exame "RM crânio-encefálica" da paciente "Marta Okenve" está agendado no equipamento "MR_1"
      Quando o equipamento "MR_1" consulta na lista de trabalho o identificador da paciente "Marta Okenve" sem os zeros iniciais
      Então a resposta não contém o exame "RM crânio-encefálica" da paciente "Marta Okenve"

    @TC-MWL-009 @should @positive
    Cenário: O número de acesso da requisição encontra um só exame
      Dado que a paciente "Ana Torres" consta do registo da receção
      E o exame "TC do tórax" da paciente "Ana Torres" está agendado no equipamento "CT_ER1"
      E o exame "TC crânio-encefálica sem contraste" da paciente "Ana Torres" está agendado no equipamento "CT_ER1"
      Quando o equipamento "CT_ER1" consulta na lista de trabalho o número de acesso do exame "TC do tórax" da paciente "Ana Torres"
      Então a resposta contém o exame "TC do tórax" da paciente "Ana Torres"
      E a resposta não contém o exame "TC crânio-encefálica sem contraste" da paciente "Ana Torres"

    @MESA-271 @TC-MWL-010 @shall @positive
    Cenário: Um nome corrigido entre duas consultas da lista mostra-se corrigido
      Dado que a paciente "Elena Obiang" consta do registo da receção
      E o exame "TC do tórax" da paciente "Elena Obiang" está agendado no equipamento "CT_ER1"
      Quando a receção corrige o nome da paciente "Elena Obiang" para "Elena Silva"
      Então a entrada da lista de trabalho do exame "TC do tórax" da paciente "Elena Obiang" mostra a identidade tal como foi registada
