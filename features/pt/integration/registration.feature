# language: pt
# Gerado com «interop translate» a partir de features/integration/registration.feature: não se altera aqui.
# Nenhum clínico nativo reviu ainda esta tradução.
@RAD-1 @RAD-12
Funcionalidade: A radiologia conhece os pacientes que a receção conhece
  O nome, o identificador e o serviço escrevem-se uma vez, na receção.
  Um registo que se perde ou muda pelo caminho põe um nome errado num exame, ou nenhum.

  Regra: Quem consta da receção pode ser examinado, com os mesmos dados que lá foram escritos

    @TC-ADT-001 @shall @positive
    Cenário: Um internamento espera no equipamento com nome, data de nascimento, sexo e serviço
      Quando a receção regista o internamento da paciente "Ana Torres" no serviço "CIRUGIA"
      E o serviço requisitante pede o exame "TC do tórax" para a paciente "Ana Torres"
      Então o número de entradas da paciente "Ana Torres" na lista de trabalho do equipamento "CT_ER1" é 1
      E a entrada da lista de trabalho do exame "TC do tórax" da paciente "Ana Torres" mostra a identidade tal como foi registada
      E a entrada da lista de trabalho do exame "TC do tórax" da paciente "Ana Torres" mostra o serviço "CIRUGIA"

    @TC-ADT-002 @shall @positive
    Cenário: Os zeros iniciais de um identificador chegam ao equipamento
      Quando a receção regista a paciente "Marta Okenve" em regime ambulatório
      E o serviço requisitante pede o exame "RM crânio-encefálica" para a paciente "Marta Okenve"
      Então o número de entradas da paciente "Marta Okenve" na lista de trabalho do equipamento "MR_1" é 1
      E a entrada da lista de trabalho do exame "RM crânio-encefálica" da paciente "Marta Okenve" mostra a identidade tal como foi registada

    @TC-ADT-003 @shall @positive
    Cenário: Um paciente com internamento previsto pode receber um exame
      Quando a receção anuncia o próximo internamento do paciente "Luis Mba"
      E o serviço requisitante pede o exame "Radiografia do tórax" para o paciente "Luis Mba"
      Então o número de entradas do paciente "Luis Mba" na lista de trabalho do equipamento "DX_1" é 1

    @TC-ADT-004 @shall @negative
    Cenário: Um registo sem identificador é recusado
      Quando a receção envia o registo do paciente "Luis Mba" sem identificador
      Então o sistema "RIS" recusa a mensagem com o motivo "falta o identificador de paciente"
      E o número de entradas do paciente "Luis Mba" na lista de trabalho do equipamento "DX_1" é 0

  Regra: O que muda na receção muda na radiologia

    @TC-ADT-005 @shall @positive
    Cenário: Uma transferência chega à lista, e a sua anulação também
      Dado que a paciente "Ana Torres" consta do registo da receção com internamento no serviço "CIRUGIA"
      E o exame "TC do tórax" da paciente "Ana Torres" está agendado no equipamento "CT_ER1"
      Quando a receção regista a transferência da paciente "Ana Torres" para o serviço "UCI"
      Então a entrada da lista de trabalho do exame "TC do tórax" da paciente "Ana Torres" mostra o serviço "UCI"
      Quando a receção anula a transferência da paciente "Ana Torres" para o serviço "UCI"
      Então a entrada da lista de trabalho do exame "TC do tórax" da paciente "Ana Torres" mostra o serviço "CIRUGIA"

    @TC-ADT-006 @shall @positive
    Cenário: Um paciente ambulatório que fica aparece no novo serviço
      Dado que o paciente "Luis Mba" consta do registo da receção
      E o exame "TC do tórax" do paciente "Luis Mba" está agendado no equipamento "CT_ER1"
      Quando a receção converte a consulta do paciente "Luis Mba" num internamento no serviço "MEDICINA"
      Então o sistema "RIS" aceita a mensagem
      E a entrada da lista de trabalho do exame "TC do tórax" do paciente "Luis Mba" mostra o serviço "MEDICINA"

    @TC-ADT-007 @shall @positive
    Cenário: Um internamento que passa a consulta externa conserva o seu exame
      Dado que o paciente "Luis Mba" consta do registo da receção com internamento no serviço "MEDICINA"
      E o exame "TC do tórax" do paciente "Luis Mba" está agendado no equipamento "CT_ER1"
      Quando a receção converte o internamento do paciente "Luis Mba" numa consulta externa
      Então o sistema "RIS" aceita a mensagem
      E o número de entradas do paciente "Luis Mba" na lista de trabalho do equipamento "CT_ER1" é 1

    @TC-ADT-008 @shall @positive
    Cenário: Uma alta, e a sua anulação, deixam o exame na lista
      Dado que o paciente "Luis Mba" consta do registo da receção com internamento no serviço "MEDICINA"
      E o exame "RM crânio-encefálica" do paciente "Luis Mba" está agendado no equipamento "MR_1"
      Quando a receção regista a alta do paciente "Luis Mba"
      Então o número de entradas do paciente "Luis Mba" na lista de trabalho do equipamento "MR_1" é 1
      Quando a receção anula a alta do paciente "Luis Mba"
      Então o sistema "RIS" aceita a mensagem
      E o número de entradas do paciente "Luis Mba" na lista de trabalho do equipamento "MR_1" é 1

    @TC-ADT-009 @shall @positive
    Cenário: Uma ficha corrigida muda a lista que já está aberta
      Dado que o paciente "Bernardo Ela" consta do registo da receção
      E o exame "Radiografia do tórax" do paciente "Bernardo Ela" está agendado no equipamento "DX_1"
      Quando a receção escreve a data de nascimento "1968-02-29" na ficha do paciente "Bernardo Ela"
      Então a entrada da lista de trabalho do exame "Radiografia do tórax" do paciente "Bernardo Ela" mostra a identidade tal como foi registada

  Regra: O que a receção anula não deixa rasto falso

    @TC-ADT-010 @shall @negative
    Cenário: Um internamento anulado é aceite, e o serviço deixa de figurar na entrada
      Dado que o paciente "Pedro Abeso" consta do registo da receção com internamento no serviço "CIRUGIA"
      E o exame "TC do tórax" do paciente "Pedro Abeso" está agendado no equipamento "CT_ER1"
      Quando a receção anula o internamento do paciente "Pedro Abeso"
      Então o sistema "RIS" aceita a mensagem
      E a entrada da lista de trabalho do exame "TC do tórax" do paciente "Pedro Abeso" não mostra nenhum serviço

    @TC-ADT-011 @shall @negative
    Cenário: Um internamento previsto e anulado é aceite e nunca se torna uma visita
      Dado que está previsto o internamento do paciente "Pedro Abeso" no serviço "MEDICINA"
      Quando a receção anula o internamento previsto do paciente "Pedro Abeso"
      Então o sistema "RIS" aceita a mensagem
      Quando o serviço requisitante pede o exame "RM crânio-encefálica" para o paciente "Pedro Abeso"
      Então a entrada da lista de trabalho do exame "RM crânio-encefálica" do paciente "Pedro Abeso" não mostra nenhum serviço
